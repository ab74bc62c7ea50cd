//! What was too close to call in a run that went another way than the model.
